import { STATUS_CODES } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import type Joi from 'joi';
import parse from 'joi-to-json';
import { type EnvelopeName, envelopeOf, errorSchema } from './envelopes';
import { rateLimitRuleOf } from './rate-limit-rules';
import { type Access, type Route, type RouteResponse } from './route';
import { type UploadRules } from './uploads';

type Json = Record<string, unknown>;

/**
 * The OpenAPI 3.1 document of the routes, made from the schemas that validate. It takes a third of a second in all, so others have
 * their turn after each route.
 * @param others path items of what is not mounted as routes
 */
export async function openApiDocument(
  routes: Route[],
  version: string,
  others: Record<string, Json> = {},
): Promise<Json> {
  const paths: Record<string, Json> = { ...others };
  for (const route of routes) {
    await setImmediate();
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    const operations = (paths[path] ??= {});
    const before = operations[route.method] as Json | undefined;
    operations[route.method] = before ? eitherOf(before, operation(route)) : operation(route);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Sluice',
      version,
      description: 'Queue-backed batch ingestion: upload, queue, process, poll.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  };
}

function operation(route: Route): Json {
  const { access } = route;
  return {
    operationId: operationId(route),
    summary: route.summary,
    description: callersOf(access),
    tags: [tagOf(route)],
    parameters: [
      ...parameters('path', route.params),
      ...parameters('query', route.query),
      ...(route.idempotent ? [IDEMPOTENCY_KEY] : []),
    ],
    ...(takesBody(route) ? { requestBody: requestBody(route) } : {}),
    responses: responses(route),
    security: access === 'public' ? [] : [{ bearer: [] }, ...(access === 'optional' ? [{}] : [])],
  };
}

function callersOf(access: Access): string {
  if (access === 'operators') return 'For operators: admins of the tenant `default`.';
  return typeof access === 'string' ? `Authentication: ${access}.` : `For ${access.join(', ')}.`;
}

/** Routes that share a method and path: what is named decides which of them answers. */
function eitherOf(one: Json, other: Json): Json {
  const both = (name: string): Json[] => [...(one[name] as Json[]), ...(other[name] as Json[])];
  const unique = (list: Json[]): Json[] => [...new Map(list.map((item) => [keyOf(item), item])).values()];
  const answers = { ...(one['responses'] as Json) };
  for (const [status, answer] of Object.entries(other['responses'] as Record<string, Json>)) {
    const known = answers[status] as Json | undefined;
    answers[status] = known ? eitherAnswer(known, answer) : answer;
  }
  return {
    ...one,
    summary: `${String(one['summary'])}; or: ${String(other['summary'])}`,
    description: `${String(one['description'])} Or: ${String(other['description'])}`,
    tags: [...new Set([...(one['tags'] as string[]), ...(other['tags'] as string[])])],
    parameters: unique(both('parameters')),
    security: unique(both('security')),
    responses: answers,
  };
}

function keyOf(item: Json): string {
  return item['name'] === undefined ? JSON.stringify(item) : `${String(item['in'])} ${String(item['name'])}`;
}

function eitherAnswer(one: Json, other: Json): Json {
  const contents = [one, other].map((answer) => (answer['content'] ?? {}) as Record<string, Json>);
  const [first = {}, second = {}] = contents;
  const types = [...new Set([...Object.keys(first), ...Object.keys(second)])];
  const content = types.map((type) => {
    const schemas = [first[type]?.['schema'], second[type]?.['schema']].filter(
      (schema) => schema !== undefined,
    );
    const distinct = [...new Map(schemas.map((schema) => [JSON.stringify(schema), schema])).values()];
    return [type, { schema: distinct.length === 1 ? distinct[0] : { anyOf: distinct } }];
  });
  return {
    description: [...new Set([one['description'], other['description']])].join('; or: '),
    ...(types.length > 0 && { content: Object.fromEntries(content) as Json }),
  };
}

const IDEMPOTENCY_KEY: Json = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'The same key again, with the same request, is answered as the first time, for 24 hours',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
};

function operationId({ method, path }: Route): string {
  const words = path.split(/[^A-Za-z0-9]+/).filter((word) => word !== '' && word !== 'api');
  return [method, ...words].join('-');
}

function tagOf(route: Route): string {
  const { path } = route;
  const [first, second, third, fourth] = path.split('/').filter(Boolean);
  if (first !== 'api') return 'operations';
  if (second === 'v1') return fourth ?? third ?? 'api';
  if (second === 'contents') return 'content';
  return second === 'batches' ? envelopeNameOf(route) : (second ?? 'api');
}

function schemaOf(schema: Joi.Schema): Json {
  return withMaps(parse(schema, 'open-api-3.1')) as Json;
}

/** An object whose names are free: the converter lists the pattern as if it were a property. */
function withMaps(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withMaps);
  if (typeof schema !== 'object' || schema === null) return schema;
  const converted = Object.entries(schema).map(([name, value]) => [name, withMaps(value)] as const);
  const { patternProperties, ...rest } = Object.fromEntries(converted) as Json;
  if (patternProperties === undefined) return rest;
  const [values] = Object.values(patternProperties as Json);
  const patterns = Object.keys(patternProperties as Json).map((pattern) => `/${pattern}/`);
  const named = Object.entries(rest['properties'] as Json).filter(([name]) => !patterns.includes(name));
  return { ...rest, properties: Object.fromEntries(named), additionalProperties: values };
}

function parameters(place: 'path' | 'query', schema: Joi.ObjectSchema | undefined): Json[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = schemaOf(schema) as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }));
}

function takesBody({ body, upload, rawBody }: Route): boolean {
  return [body, upload, rawBody].some((rules) => rules !== undefined);
}

function requestBody({ body, upload, rawBody, bodyTypes = ['json'] }: Route): Json {
  const content: Json = {};
  if (rawBody) content[rawBody.type] = { schema: rawBody.schema ? schemaOf(rawBody.schema) : {} };
  const fields = body ? schemaOf(body) : { type: 'object', properties: {} };
  if (upload) content['multipart/form-data'] = { schema: formSchema(upload, fields) };
  else if (!rawBody) for (const type of bodyTypes) content[BODY_TYPES[type]] = { schema: fields };
  return { required: true, content };
}

const BODY_TYPES = { json: 'application/json', form: 'application/x-www-form-urlencoded' };

function formSchema(upload: UploadRules, fields: Json): Json {
  const files = upload.files.map(({ name, maxCount }) => {
    const file = { type: 'string', format: 'binary' };
    return [name, maxCount === 1 ? file : { type: 'array', items: file, maxItems: maxCount }];
  });
  return { ...fields, properties: { ...Object.fromEntries(files), ...(fields['properties'] as Json) } };
}

/** What a route declares, and what every route of its kind may answer besides. */
function responses(route: Route): Json {
  const declared = Object.entries(route.responses).map(([status, response]) => {
    return [status, describeResponse(route, Number(status), response)];
  });
  const implied = [
    ...(route.access === 'public' ? [] : [401]),
    ...(route.access === 'public' || route.access === 'optional' ? [] : [403]),
    ...(route.params ? [404] : []),
    ...(route.query || route.body || route.rawBody ? [400] : []),
    ...(takesBody(route) ? [413, 415] : []),
    ...(route.idempotent ? [409, 422] : []),
    ...(rateLimitRuleOf(route.method.toUpperCase(), route.path, route.envelope) ? [429] : []),
    500,
  ].map((status) => {
    return [status, describeResponse(route, status, { description: STATUS_CODES[status] ?? '' })];
  });
  return { ...Object.fromEntries(implied), ...Object.fromEntries(declared) };
}

function envelopeNameOf({ envelope, method, path }: Route): EnvelopeName {
  return envelope ?? envelopeOf(method.toUpperCase(), path);
}

/** An error has the form of the system it belongs to; see envelopes. */
function describeResponse(
  route: Route,
  status: number,
  { description, schema, contentType }: RouteResponse,
): Json {
  if (schema) {
    return { description, content: { [contentType ?? 'application/json']: { schema: schemaOf(schema) } } };
  }
  if (status < 400) return { description };
  const error = errorSchema(envelopeNameOf(route));
  const [type = error.contentType] = error.contentType.split(';');
  return { description, content: { [type]: { schema: error.schema } } };
}
