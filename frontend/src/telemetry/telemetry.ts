import { hasConsent, onConsent } from "./consent";

type Recorder = { stop: () => void };

let connection = "";
let recorder: Promise<Recorder> | undefined;

/** Measure visits where the operator has somewhere to send them and the person agreed: the recorder
 * is not even loaded before both are so. */
export function offerTelemetry(connectionString: string | null | undefined): void {
  connection = connectionString ?? "";
  if (!connection) return;
  onConsent(follow);
  follow();
}

/** Whether there is anything to agree to. */
export function isTelemetryOffered(): boolean {
  return connection !== "";
}

function follow(): void {
  if (hasConsent()) {
    recorder ??= import("./recorder").then(({ startRecorder }) => startRecorder(connection));
    // Measuring is nobody's errand: a page that cannot load the recorder goes on without.
    recorder.catch(() => undefined);
  } else if (recorder) {
    recorder.then(({ stop }) => stop()).catch(() => undefined);
    recorder = undefined;
  }
}
