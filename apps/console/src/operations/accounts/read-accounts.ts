import { dataOf } from '@sluice/client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { client } from '../../app/session';

export const USERS_KEY = ['operations', 'users'];
export const TENANTS_KEY = ['operations', 'tenants'];
const PAGE_USERS = 50;
const PAGE_TENANTS = 100;

export const ROLES = ['admin', 'owner', 'agent', 'user'] as const;
export type Role = (typeof ROLES)[number];

async function readUsers(page: number, username: string, signal: AbortSignal) {
  const query = { page, limit: PAGE_USERS, ...(username !== '' && { username }) };
  const { data, response } = await client.http.GET('/api/users', { params: { query }, signal });
  const total = Number(response.headers.get('X-Total-Count') ?? 0);
  return { users: data ?? [], total, hasMore: page * PAGE_USERS < total };
}

export type Account = Awaited<ReturnType<typeof readUsers>>['users'][number];

export function useUsers(page: number, username: string) {
  return useQuery({
    queryKey: [...USERS_KEY, page, username],
    queryFn: ({ signal }) => readUsers(page, username, signal),
    placeholderData: keepPreviousData,
  });
}

/** All of them: there are few, and names are needed for ids. */
async function readTenants(signal: AbortSignal) {
  const readPage = (page: number) =>
    dataOf(client.http.GET('/api/tenants', { params: { query: { page, limit: PAGE_TENANTS } }, signal }));
  const tenants = await readPage(1);
  for (let page = 2; tenants.length === (page - 1) * PAGE_TENANTS; page++) {
    tenants.push(...(await readPage(page)));
  }
  return tenants;
}

export type Tenant = Awaited<ReturnType<typeof readTenants>>[number];

export function useTenants() {
  return useQuery({ queryKey: TENANTS_KEY, queryFn: ({ signal }) => readTenants(signal) });
}

export interface NewAccount {
  username: string;
  password: string;
  role: Role;
  tenant_id?: string;
  creator_address?: string;
}

/** @param key the same for the same form, so that two sends make one user */
export function makeUser(body: NewAccount, key: string) {
  const headers = { 'Idempotency-Key': key };
  return dataOf(client.http.POST('/api/users', { body, headers }));
}

export type AccountChange = Partial<Pick<Account, 'role' | 'creator_address' | 'disabled'>> & {
  password?: string;
};

export function changeUser(id: string, body: AccountChange) {
  return dataOf(client.http.PATCH('/api/users/{id}', { params: { path: { id } }, body }));
}

export function removeUser(id: string) {
  return client.http.DELETE('/api/users/{id}', { params: { path: { id } } });
}

/** @param key as with {@link makeUser} */
export function makeTenant(name: string, key: string) {
  const headers = { 'Idempotency-Key': key };
  return dataOf(client.http.POST('/api/tenants', { body: { name }, headers }));
}
