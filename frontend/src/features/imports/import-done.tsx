import type { ImportResult } from "@/api/models";
import { formatInteger } from "@/lib/money";
import { Button, ButtonLink } from "@/ui/button";
import { EmptyState } from "@/ui/states";

export function ImportDone({ result, onAgain }: { result: ImportResult; onAgain: () => void }) {
  const { created, skipped } = result;
  return (
    <div role="status">
      <EmptyState
        title={`${formatInteger(created)} transactions booked`}
        actions={
          <>
            <ButtonLink to="..">See the portfolio</ButtonLink>
            <Button look="secondary" onClick={onAgain}>
              Import another file
            </Button>
          </>
        }
      >
        <p>
          {skipped > 0 && `${formatInteger(skipped)} were already known and left out. `}
          Price histories of new symbols are being fetched; values fill in as they arrive.
        </p>
      </EmptyState>
    </div>
  );
}
