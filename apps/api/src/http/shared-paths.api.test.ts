import { after, before, describe, it } from 'node:test';
import { expect } from 'expect';
import Joi from 'joi';
import { openApiDocument } from './openapi';
import { ANYONE_SIGNED_IN, defineRoute, type Route } from './route';
import { type RunningApi, startApi } from './testing/running-api';

const params = Joi.object<{ id: string }>({
  id: Joi.string()
    .pattern(/^[a-z]+$/)
    .required(),
});

/** Two systems at one path: things of the first are named, the second takes the rest. */
const named = defineRoute({
  method: 'get',
  path: '/shared/:id',
  summary: 'A named one',
  access: ANYONE_SIGNED_IN,
  params,
  claims: async ({ id }) => id.startsWith('named'),
  envelope: 'omr',
  responses: { 200: { description: 'Named', schema: Joi.object({ named: Joi.string() }) } },
  handler: async ({ params: { id } }) => ({ status: 200, json: { named: id } }),
});
const rest = defineRoute({
  method: 'get',
  path: '/shared/:thing',
  summary: 'Any other',
  access: 'public',
  params: Joi.object<{ thing: string }>({
    thing: Joi.string()
      .pattern(/^[a-z]+$/)
      .required(),
  }),
  envelope: 'content',
  responses: { 200: { description: 'Other', schema: Joi.object({ other: Joi.string() }) } },
  handler: async ({ params: { thing } }) => ({ status: 200, json: { other: thing } }),
});

describe('a path that two systems share', () => {
  let api: RunningApi;

  before(async () => {
    api = await startApi({ extraRoutes: [rest, named] });
  });
  after(() => api?.stop());

  it('is served by the one that claims what is named, whichever was mounted first', async () => {
    const answer = await api.request('GET', '/shared/namedone', { as: 'user' });
    expect(answer).toMatchObject({ status: 200, body: { named: 'namedone' } });
    const other = await api.request('GET', '/shared/else');
    expect(other).toMatchObject({ status: 200, body: { other: 'else' } });
  });

  it('asks for a token only where the one that serves does, in its own words', async () => {
    const refused = await api.request('GET', '/shared/namedone');
    expect([refused.status, Object.keys(refused.body)]).toEqual([401, ['detail']]);
    const malformed = await api.request('GET', '/shared/UPPER');
    expect([malformed.status, Object.keys(malformed.body)]).toEqual([404, ['error', 'message']]);
  });

  it('refuses another method once', async () => {
    const { status, headers } = await api.request('PUT', '/shared/else');
    expect([status, headers.get('Allow')]).toEqual([405, 'GET, HEAD, OPTIONS']);
  });

  it('is described with the answers of both', async () => {
    const renamed: Route = { ...rest, path: named.path };
    const { paths } = (await openApiDocument([named, renamed], '1')) as unknown as {
      paths: Record<string, { get: { responses: Record<string, object>; security: object[] } }>;
    };
    const operation = paths['/shared/{id}']?.get;
    expect(operation?.responses['200']).toMatchObject({
      description: 'Named; or: Other',
      content: {
        'application/json': {
          schema: { anyOf: [{ properties: { named: {} } }, { properties: { other: {} } }] },
        },
      },
    });
    expect(operation?.responses['404']).toMatchObject({
      content: {
        'application/json': {
          schema: { anyOf: [{ required: ['detail'] }, { required: ['error', 'message'] }] },
        },
      },
    });
  });
});
