type Yielding = { scheduler?: { yield?: () => Promise<void> } };

/** Wait for a task of one's own, before others that are due: work of many parts done in one task
 * would hold up whoever uses the page. At once where the browser cannot. */
export async function ownTask(): Promise<void> {
  await (globalThis as Yielding).scheduler?.yield?.();
}
