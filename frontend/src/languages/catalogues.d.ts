/** Made by build/catalogues.ts from the JSON file of the language. */
declare module "virtual:catalogue/*" {
  const messages: Record<string, string>;
  export default messages;
}

/** The text of a file as it lies there. */
declare module "*.txt?raw" {
  const text: string;
  export default text;
}
