import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";

import { TimeChart } from "./time-chart";

it("can be read with the arrow keys alone", async () => {
  const values = ["100.00", "90.50", "120.25"];
  render(
    <TimeChart
      label="Value"
      dates={["2024-01-02", "2024-01-03", "2024-01-04"]}
      series={[
        {
          label: "Value",
          look: "area",
          values: values.map(Number),
          format: (index) => `$${values[index] ?? ""}`,
        },
      ]}
      height={200}
      formatTick={String}
    />,
  );
  const chart = screen.getByRole("slider", { name: "Value" });
  expect(chart.getAttribute("aria-valuetext")).toBe("Jan 4, 2024, Value $120.25");
  await userEvent.tab();
  await userEvent.keyboard("{ArrowLeft}");
  expect(chart.getAttribute("aria-valuetext")).toBe("Jan 3, 2024, Value $90.50");
  await userEvent.keyboard("{Home}");
  expect(chart.getAttribute("aria-valuetext")).toBe("Jan 2, 2024, Value $100.00");
});
