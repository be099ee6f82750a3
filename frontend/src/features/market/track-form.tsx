import type { SubmitEvent } from "react";

import { failureOf } from "@/api/errors";
import { useTrack } from "@/api/market";
import { t } from "@/languages/translate";
import { textOf } from "@/lib/forms";
import { Button } from "@/ui/button";

export function TrackForm() {
  const track = useTrack();
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const symbol = textOf(new FormData(form), "symbol").toUpperCase();
    if (symbol) track.mutate(symbol, { onSuccess: () => form.reset() });
  };
  return (
    <form onSubmit={submit}>
      <div className="flex gap-2">
        <input
          name="symbol"
          aria-label={t("Symbol to track")}
          aria-describedby="track-note"
          placeholder={t("Symbol")}
          autoComplete="off"
          required
          className="control w-32 uppercase placeholder:normal-case"
        />
        <Button type="submit" isBusy={track.isPending}>
          {t("Track")}
        </Button>
      </div>
      <p id="track-note" role="status" className="mt-1 text-sm">
        {track.isError && <span className="text-loss">{failureOf(track.error).message}</span>}
        {track.isSuccess && (
          <span className="text-gain">{t("{symbol} is tracked", { symbol: track.variables })}</span>
        )}
      </p>
    </form>
  );
}
