import { useQuery } from "@tanstack/react-query";

import { today } from "@/lib/dates";

import { api, unwrap } from "./client";

/** The service's own date, which a demonstration may have fixed in the past; undefined until known.
 * Where the service does not say, this device's date. */
export function useToday(): string | undefined {
  const { data, isError } = useServiceConfig();
  return data?.today ?? (isError ? today() : undefined);
}

/** How this installation is set up, as far as anybody may know. */
export function useServiceConfig() {
  return useQuery({
    queryKey: ["config"],
    queryFn: () => unwrap(api().GET("/api/config")),
    staleTime: 3_600_000,
  });
}
