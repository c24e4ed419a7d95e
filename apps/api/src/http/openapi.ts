import { STATUS_CODES } from 'node:http';
import type Joi from 'joi';
import parse from 'joi-to-json';
import { envelopeOf, errorSchema } from './envelopes';
import { rateLimitRuleOf } from './rate-limit-rules';
import { type Route, type RouteResponse } from './route';

type Json = Record<string, unknown>;

/**
 * The OpenAPI 3.1 document of the routes, made from the schemas that validate.
 * @param others path items of what is not mounted as routes
 */
export function openApiDocument(routes: Route[], version: string, others: Record<string, Json> = {}): Json {
  const paths: Record<string, Json> = { ...others };
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    (paths[path] ??= {})[route.method] = operation(route);
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
  const roles = Array.isArray(access) ? `For ${access.join(', ')}.` : `Authentication: ${String(access)}.`;
  return {
    operationId: operationId(route),
    summary: route.summary,
    description: roles,
    tags: [tagOf(route.path)],
    parameters: [
      ...parameters('path', route.params),
      ...parameters('query', route.query),
      ...(route.idempotent ? [IDEMPOTENCY_KEY] : []),
    ],
    ...(route.body || route.upload ? { requestBody: requestBody(route) } : {}),
    responses: responses(route),
    security: access === 'public' ? [] : [{ bearer: [] }, ...(access === 'optional' ? [{}] : [])],
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

function tagOf(path: string): string {
  const [first, second, third, fourth] = path.split('/').filter(Boolean);
  if (first !== 'api') return 'operations';
  if (second === 'v1') return fourth ?? third ?? 'api';
  return second === 'batches' ? 'omr' : (second ?? 'api');
}

function schemaOf(schema: Joi.Schema): Json {
  return parse(schema, 'open-api-3.1') as Json;
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

function requestBody({ body, upload, bodyTypes = ['json'] }: Route): Json {
  const fields = body ? schemaOf(body) : { type: 'object', properties: {} };
  if (!upload) {
    const types = { json: 'application/json', form: 'application/x-www-form-urlencoded' };
    return {
      required: true,
      content: Object.fromEntries(bodyTypes.map((type) => [types[type], { schema: fields }])),
    };
  }
  const files = upload.files.map(({ name, maxCount }) => {
    const file = { type: 'string', format: 'binary' };
    return [name, maxCount === 1 ? file : { type: 'array', items: file, maxItems: maxCount }];
  });
  const properties = { ...Object.fromEntries(files), ...(fields['properties'] as Json) };
  return { required: true, content: { 'multipart/form-data': { schema: { ...fields, properties } } } };
}

/** What a route declares, and what every route of its kind may answer besides. */
function responses(route: Route): Json {
  const declared = Object.entries(route.responses).map(([status, response]) => {
    return [status, describeResponse(route, Number(status), response)];
  });
  const implied = [
    ...(route.access === 'public' ? [] : [401]),
    ...(Array.isArray(route.access) ? [403] : []),
    ...(route.params ? [404] : []),
    ...(route.query || route.body ? [400] : []),
    ...(route.body || route.upload ? [413, 415] : []),
    ...(route.idempotent ? [409, 422] : []),
    ...(rateLimitRuleOf(route.method.toUpperCase(), route.path) ? [429] : []),
    500,
  ].map((status) => {
    return [status, describeResponse(route, status, { description: STATUS_CODES[status] ?? '' })];
  });
  return { ...Object.fromEntries(implied), ...Object.fromEntries(declared) };
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
  const error = errorSchema(envelopeOf(route.method.toUpperCase(), route.path));
  const [type = error.contentType] = error.contentType.split(';');
  return { description, content: { [type]: { schema: error.schema } } };
}
