import Joi from 'joi';

export interface LimitOffset {
  limit: number;
  offset: number;
}

/** `limit` and `offset` of a list. */
export function limitOffset(
  maxLimit: number,
  defaultLimit = 50,
): Record<'limit' | 'offset', Joi.NumberSchema> {
  return {
    limit: Joi.number().integer().min(1).max(maxLimit).default(defaultLimit),
    offset: Joi.number().integer().min(0).max(1_000_000_000).default(0),
  };
}

/** `X-Total-Count` and `Link` (RFC 8288) of a list with `limit` and `offset`. */
export function offsetHeaders(
  path: string,
  { limit, offset }: LimitOffset,
  total: number,
): Record<string, string> {
  const last = Math.max(0, Math.ceil(total / limit) - 1) * limit;
  const link = (to: number, rel: string): string => `<${path}?limit=${limit}&offset=${to}>; rel="${rel}"`;
  const links = [link(0, 'first'), link(last, 'last')];
  if (offset > 0) links.push(link(Math.min(Math.max(0, offset - limit), last), 'prev'));
  if (offset + limit < total) links.push(link(offset + limit, 'next'));
  return { 'X-Total-Count': String(total), Link: links.join(', ') };
}

export interface PageLimit {
  page: number;
  limit: number;
}

/** `page` (from 1) and `limit` of a list. */
export function pageLimit(maxLimit = 100, defaultLimit = 20): Record<'page' | 'limit', Joi.NumberSchema> {
  return {
    page: Joi.number().integer().min(1).max(10_000_000).default(1),
    limit: Joi.number().integer().min(1).max(maxLimit).default(defaultLimit),
  };
}

/** `X-Total-Count` and `Link` (RFC 8288) for a list that is a bare array. */
export function pageHeaders(path: string, { page, limit }: PageLimit, total: number): Record<string, string> {
  const last = Math.max(1, Math.ceil(total / limit));
  const link = (to: number, rel: string): string => `<${path}?page=${to}&limit=${limit}>; rel="${rel}"`;
  const links = [link(1, 'first'), link(last, 'last')];
  if (page > 1) links.push(link(Math.min(page - 1, last), 'prev'));
  if (page < last) links.push(link(page + 1, 'next'));
  return { 'X-Total-Count': String(total), Link: links.join(', ') };
}

export interface LimitSkip {
  limit: number;
  skip: number;
}

/** `limit` and `skip` of a list. */
export function limitSkip(maxLimit = 100, defaultLimit = 50): Record<'limit' | 'skip', Joi.NumberSchema> {
  const { limit, offset } = limitOffset(maxLimit, defaultLimit);
  return { limit, skip: offset };
}

/** {@link pageHeaders} of a list with `limit` and `skip`; `filter` is what else its query says. */
export function skipHeaders(
  path: string,
  { limit, skip }: LimitSkip,
  total: number,
  filter: Record<string, string> = {},
): Record<string, string> {
  const last = Math.max(0, Math.ceil(total / limit) - 1) * limit;
  const link = (to: number, rel: string): string => {
    const query = new URLSearchParams({ ...filter, limit: String(limit), skip: String(to) });
    return `<${path}?${query.toString()}>; rel="${rel}"`;
  };
  const links = [link(0, 'first'), link(last, 'last')];
  if (skip > 0) links.push(link(Math.min(Math.max(0, skip - limit), last), 'prev'));
  if (skip + limit < total) links.push(link(skip + limit, 'next'));
  return { 'X-Total-Count': String(total), Link: links.join(', ') };
}
