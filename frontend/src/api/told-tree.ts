import { language } from "@/languages/language";
import { wholeCatalogue } from "@/languages/load-catalogue";

import type { Explanation } from "./models";

/** A tree with the labels of its nodes in the reader's language; English ones are as they come. */
export async function withToldTree(answer: Promise<Explanation>): Promise<Explanation> {
  if (language === "en") return answer;
  // Without a connection the labels stay as the service tells them.
  const loaded = wholeCatalogue().then(() => import("./told-labels"));
  const [tree, words] = await Promise.all([answer, loaded.catch(() => undefined)]);
  return words ? told(tree, words.labelInWords) : tree;
}

function told(node: Explanation, inWords: (label: string) => string): Explanation {
  const children = node.children.map((child) => told(child, inWords));
  return { ...node, label: inWords(node.label), children };
}
