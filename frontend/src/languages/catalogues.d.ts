/** Made by build/catalogues.ts from the JSON file of the language. */
declare module "virtual:catalogue/*" {
  const messages: Record<string, string>;
  export default messages;
}
