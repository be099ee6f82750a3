import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";

import { Button } from "./button";

const user = userEvent.setup();

it("sends a form once on a double click, though nothing was drawn in between", async () => {
  const submit = vi.fn((event: Event) => event.preventDefault());
  render(
    <form onSubmit={(event) => submit(event.nativeEvent)}>
      <Button type="submit" isBusy={false}>
        Create
      </Button>
    </form>,
  );
  await user.dblClick(screen.getByRole("button", { name: "Create" }));
  expect(submit).toHaveBeenCalledTimes(1);
});

it("asks for a deletion once on a double click", async () => {
  const remove = vi.fn();
  render(
    <Button isBusy={false} onClick={remove}>
      Delete for good
    </Button>,
  );
  await user.dblClick(screen.getByRole("button", { name: "Delete for good" }));
  expect(remove).toHaveBeenCalledTimes(1);
});

it("takes every click where nothing is waited for", async () => {
  const next = vi.fn();
  render(<Button onClick={next}>Next</Button>);
  await user.dblClick(screen.getByRole("button", { name: "Next" }));
  expect(next).toHaveBeenCalledTimes(2);
});
