import { useMutation, useQueryClient } from "@tanstack/react-query";

import { t } from "@/languages/translate";

import { createPortfolio, portfolioKeys } from "./portfolios";
import { ApiError } from "./errors";
import type { Portfolio } from "./models";

/** The broker file that ships with the product; the build puts it beside the page. */
const FILE = "trading212-demo.csv";

/** Make a portfolio of the example file: the same steps a person takes with their own. */
export function useExamplePortfolio() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (): Promise<Portfolio> => {
      // Of no use to anybody until the example is asked for.
      const [file, imports] = await Promise.all([exampleFile(), import("./imports")]);
      const portfolio = await createPortfolio({
        name: t("Example"),
        base_currency: "EUR",
        cash: "tracked",
      });
      const { import_id } = await imports.previewImport(portfolio.id, file);
      await imports.confirmImport(portfolio.id, import_id);
      return portfolio;
    },
    onSettled: () => queries.invalidateQueries({ queryKey: portfolioKeys.all }),
  });
}

async function exampleFile(): Promise<File> {
  const response = await fetch(`/samples/${FILE}`);
  if (!response.ok) {
    throw new ApiError(response.status, {
      detail: t("The example file is not part of this page."),
    });
  }
  return new File([await response.blob()], FILE, { type: "text/csv" });
}
