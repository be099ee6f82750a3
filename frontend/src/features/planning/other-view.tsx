import { t } from "@/languages/translate";

/** In the place of an answer that is of another day or currency than the one that is looked at. */
export function OfAnotherView({ is }: { is: boolean }) {
  return (
    <p role="status" className="mt-6 text-soft empty:hidden">
      {is &&
        t(
          "The answer was for another day or currency and is put aside. What you chose is still here: ask again.",
        )}
    </p>
  );
}
