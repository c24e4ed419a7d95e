import { type SluiceClient } from '@sluice/client';
import { type Answer, type User } from './api-answers';

/** Lists whose pages are bare arrays; `X-Total-Count` tells how many there are. */
async function everyItem<Item>(
  ask: (page: number) => Promise<{ data?: Item[]; response: Response }>,
): Promise<Item[]> {
  const items: Item[] = [];
  for (let page = 1; ; page++) {
    const { data = [], response } = await ask(page);
    items.push(...data);
    if (data.length === 0 || items.length >= Number(response.headers.get('X-Total-Count'))) return items;
  }
}

const LIMIT = 100;

export function everyUser({ http }: SluiceClient): Promise<User[]> {
  return everyItem((page) => http.GET('/api/users', { params: { query: { page, limit: LIMIT } } }));
}

export function everyTenant({ http }: SluiceClient): Promise<Answer<'/api/tenants', 'get'>> {
  return everyItem((page) => http.GET('/api/tenants', { params: { query: { page, limit: LIMIT } } }));
}
