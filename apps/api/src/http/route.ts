import { type IncomingHttpHeaders } from 'node:http';
import { type Readable } from 'node:stream';
import type Joi from 'joi';
import { type Role } from '../auth/principal';
import { type Actor } from '../auth/actor';
import { type EnvelopeName } from './envelopes';
import { type KeepAnswer } from './idempotency';
import { type RawBodyRules } from './raw-body';
import { type ReceivedFile, type UploadRules } from './uploads';

/**
 * Who may call a route: `public` needs no token and looks at none, `optional` takes one when it comes,
 * `operators` is for admins of the tenant `default`, a list of roles needs a token of a user who has one of them.
 */
export type Access = 'public' | 'optional' | 'operators' | readonly Role[];

export const ANYONE_SIGNED_IN: readonly Role[] = ['admin', 'owner', 'agent', 'user'];

/** What a handler is given: only what the route's schemas let through. */
export interface RouteContext<Actor_, Params, Query, Body> {
  actor: Actor_;
  params: Params;
  query: Query;
  body: Body;
  /** Files of a multipart body, or the one that a raw body is; already in the store. */
  files: ReceivedFile[];
  headers: IncomingHttpHeaders;
  requestId: string;
  /** Address of the client, as far as the configured proxies are believed. */
  address: string;
  /** Aborts when the client goes away before it was answered. */
  hangUp(): AbortSignal;
  /** True when the client came by TLS, as far as the configured proxies are believed. */
  isSecure: boolean;
  /** To be called by an idempotent route, in the transaction that creates; elsewhere it does nothing. */
  keepAnswer: KeepAnswer;
}

/** An answer: JSON by default, text or a stream with a `Content-Type` of its own. */
export interface Reply {
  status: number;
  headers?: Record<string, string>;
  /** Sent as JSON. */
  json?: unknown;
  /** Sent as it is, JSON unless `headers` say otherwise. */
  text?: string;
  stream?: Readable;
}

export interface RouteResponse {
  description: string;
  schema?: Joi.Schema;
  contentType?: string;
}

/** What tells routes of one path apart that different systems have. */
export interface SharedPath<Params> {
  /**
   * Whether what the path names belongs to this route. Several routes, of different systems, may have one method
   * and path: the first that claims a request serves it, and one without `claims` takes what is left.
   */
  claims?(params: Params): Promise<boolean>;
  /** Whose error body it answers, where the path alone does not tell. */
  envelope?: EnvelopeName;
}

/** One route as data: mounted, documented and tested from the same declaration. */
export interface RouteSpec<A extends Access, Params, Query, Body> extends SharedPath<Params> {
  method: 'get' | 'post' | 'patch' | 'put' | 'delete';
  /** Express path, absolute: `/api/batches/:id/progress`. */
  path: string;
  summary: string;
  access: A;
  params?: Joi.ObjectSchema<Params>;
  query?: Joi.ObjectSchema<Query>;
  body?: Joi.ObjectSchema<Body>;
  /** Content types a body may have. Default: JSON alone. */
  bodyTypes?: readonly ('json' | 'form')[];
  /** Makes it a multipart route: files stream into the store, then `body` judges the text fields. */
  upload?: UploadRules;
  /**
   * Takes a body as it is: it streams into the store unread, and is the only one of `files`. Beside `upload` the
   * content type of the request decides.
   */
  rawBody?: RawBodyRules;
  /** Takes the access token as `?access_token=` too; for clients that can't send headers. */
  tokenInQuery?: boolean;
  /** Takes an `Idempotency-Key`: see `keepAnswer`. */
  idempotent?: boolean;
  responses: Record<number, RouteResponse>;
  handler(context: RouteContext<ActorFor<A>, Params, Query, Body>): Promise<Reply>;
}

/** Who is known to call a route of that access. */
export type ActorFor<A extends Access> = A extends 'public'
  ? undefined
  : A extends 'optional'
    ? Actor | undefined
    : Actor;

/** A route whose types only its handler knows. */
export type Route = RouteSpec<Access, unknown, unknown, unknown>;

/** That part of what a system brings for routes that are the same in every system. */
export function sharedPathOf<Params>({ claims, envelope }: SharedPath<Params>): SharedPath<Params> {
  return { ...(claims && { claims }), ...(envelope && { envelope }) };
}

/** Declares a route; its handler is typed by its schemas and its access. */
export function defineRoute<const A extends Access, Params = unknown, Query = unknown, Body = unknown>(
  spec: RouteSpec<A, Params, Query, Body>,
): Route {
  return spec as unknown as Route;
}
