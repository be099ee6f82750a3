import { useEffect } from "react";
import { Navigate } from "react-router";

import { useSessionStatus } from "@/api/session-status";
import { useTitle } from "@/ui/page";

import { LandingContent } from "./landing-content";

export function LandingPage() {
  useTitle("Plumbline");
  const status = useSessionStatus();
  useEffect(() => {
    // Set before the first paint to spare signed-in people a flash of this page.
    delete document.documentElement.dataset.known;
  }, []);
  if (status === "signed-in" || status === "restoring")
    return <Navigate to="/portfolios" replace />;
  return <LandingContent />;
}
