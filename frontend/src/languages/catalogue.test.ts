import ts from "typescript";
import { describe, expect, it } from "vitest";

import german from "./de.json";

const SOURCES = import.meta.glob<string>("../**/*.{ts,tsx}", {
  query: "?raw",
  import: "default",
  eager: true,
});
const FILES = Object.entries(SOURCES)
  .filter(([name]) => !/\.test\.|\/testing\/|schema\.gen/.test(name))
  .map(([name, source]) => ({ name, tree: parse(name, source) }));

/** Attributes and fields whose text a person reads. */
const READ = /^(aria-label|alt|title|label|placeholder|hint|note|caption|why|detail|message|text)$/;
const CALLS = new Set(["t", "counted"]);
const LETTERS = /\p{L}{2}/u;

describe("the German catalogue", () => {
  const used = new Set(FILES.flatMap(({ tree }) => messagesOf(tree)));

  it("has every message of the page", () => {
    expect([...used].filter((message) => !(message in german))).toEqual([]);
  });

  it("has no message that the page does not use", () => {
    expect(Object.keys(german).filter((message) => !used.has(message))).toEqual([]);
  });

  it("names the same values and parts as the English", () => {
    const named = (text: string) => (text.match(/\{\w+\}|<\w+>/g) ?? []).sort().join();
    const wrong = Object.entries(german).filter(([from, to]) => named(from) !== named(to));
    expect(wrong).toEqual([]);
  });
});

describe("text that a person reads", () => {
  it("is looked up, never written into a page", () => {
    expect(FILES.flatMap(({ name, tree }) => hardCoded(name, tree))).toEqual([]);
  });
});

function parse(name: string, source: string): ts.SourceFile {
  const kind = name.endsWith("x") ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  return ts.createSourceFile(name, source, ts.ScriptTarget.Latest, true, kind);
}

function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}

function messagesOf(tree: ts.SourceFile): string[] {
  const found: string[] = [];
  walk(tree, (node) => {
    if (ts.isCallExpression(node) && CALLS.has(node.expression.getText())) {
      found.push(...node.arguments.filter(ts.isStringLiteralLike).map(({ text }) => text));
    }
    if (ts.isJsxAttribute(node) && node.name.getText() === "message") {
      const { initializer } = node;
      if (initializer && ts.isStringLiteral(initializer)) found.push(initializer.text);
    }
  });
  return found;
}

function hardCoded(name: string, tree: ts.SourceFile): string[] {
  const found: string[] = [];
  walk(tree, (node) => {
    const text = readText(node);
    if (text !== undefined && LETTERS.test(text) && !NAMES.has(text.trim())) {
      const { line } = tree.getLineAndCharacterOfPosition(node.getStart());
      found.push(`${name}:${line + 1} ${text.trim()}`);
    }
  });
  return found;
}

function readText(node: ts.Node): string | undefined {
  if (ts.isJsxText(node)) return node.text;
  if (ts.isJsxAttribute(node) && READ.test(node.name.getText())) {
    const { initializer, parent } = node;
    const isSay = parent.parent.getText().startsWith("<Say");
    return initializer && ts.isStringLiteral(initializer) && !isSay ? initializer.text : undefined;
  }
  if (ts.isPropertyAssignment(node) && READ.test(node.name.getText())) {
    return ts.isStringLiteralLike(node.initializer) ? node.initializer.text : undefined;
  }
  if (ts.isTemplateExpression(node) && ts.isJsxExpression(node.parent)) {
    return ts.isJsxAttribute(node.parent.parent) ? undefined : textOfTemplate(node);
  }
  return undefined;
}

function textOfTemplate({ head, templateSpans }: ts.TemplateExpression): string {
  return [head.text, ...templateSpans.map(({ literal }) => literal.text)].join(" ");
}

/** Names of things, the same in every language. */
const NAMES = new Set([
  "Plumbline",
  "RSI",
  "MACD",
  "PDF",
  "HTML",
  "CSV",
  "JSON",
  "Markdown",
  "English",
  "Deutsch",
  "https://",
]);
