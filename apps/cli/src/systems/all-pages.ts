/** Items of a list, page by page as they are asked for. @param ask gets the number of a page, from 1 */
export async function* allPages<Item>(
  ask: (page: number) => Promise<{ items: Item[]; isLast: boolean }>,
): AsyncGenerator<Item> {
  for (let page = 1; ; page++) {
    const { items, isLast } = await ask(page);
    yield* items;
    if (isLast) return;
  }
}
