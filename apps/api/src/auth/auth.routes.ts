import { ANYONE_SIGNED_IN, defineRoute, type Reply, type Route } from '../http/route';
import { AuthService, type AuthServiceDeps, type SignedIn } from './auth.service';
import { noToken } from './authenticator';
import { loginBody, logoutBody, refreshBody, tokensAnswer } from './auth.schemas';
import { presentUser } from './users.presenter';
import { userAnswer } from './users.schemas';
import { UsersService } from './users.service';

/** Login, refresh, logout and who one is. */
export function authRoutes(deps: AuthServiceDeps): Route[] {
  const auth = new AuthService(deps);
  const users = new UsersService(deps.db);
  return [
    defineRoute({
      method: 'post',
      path: '/api/auth/login',
      summary: 'Begin a session with username and password',
      access: 'public',
      body: loginBody,
      bodyTypes: ['json', 'form'],
      responses: {
        200: { description: 'Signed in', schema: tokensAnswer },
        401: { description: 'Wrong username or password' },
        429: { description: 'Too many failures; Retry-After says when to come again' },
      },
      handler: async ({ body, address, requestId }) =>
        tokens(await auth.login(body.username, body.password, { address, requestId })),
    }),
    defineRoute({
      method: 'post',
      path: '/api/auth/refresh',
      summary: 'Exchange a refresh token for new tokens; one that comes a second time ends the session',
      access: 'public',
      body: refreshBody,
      bodyTypes: ['json', 'form'],
      responses: {
        200: { description: 'New tokens', schema: tokensAnswer },
        401: { description: 'The token is not valid, or not any more' },
      },
      handler: async ({ body, address, requestId }) =>
        tokens(await auth.refresh(body.refresh_token, { address, requestId })),
    }),
    defineRoute({
      method: 'post',
      path: '/api/auth/logout',
      summary: 'End the session of the refresh token, or all of the caller’s when none is given',
      access: 'optional',
      body: logoutBody,
      bodyTypes: ['json', 'form'],
      responses: { 204: { description: 'Signed out' }, 401: { description: 'Neither token was given' } },
      async handler({ actor, body, address, requestId }) {
        if (body.refresh_token !== undefined) await auth.logout(body.refresh_token, { address, requestId });
        else if (actor) await auth.logoutEverywhere(actor);
        else throw noToken();
        return { status: 204 };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/api/auth/me',
      summary: 'The caller',
      access: ANYONE_SIGNED_IN,
      responses: { 200: { description: 'The caller', schema: userAnswer } },
      handler: async ({ actor }) => ({
        status: 200,
        headers: NOT_CACHED,
        json: presentUser(await users.get(actor.principal.userId)),
      }),
    }),
  ];
}

/** RFC 6749 §5.1 asks for it wherever tokens are in an answer. */
const NOT_CACHED = { 'Cache-Control': 'no-store' };

function tokens({ accessToken, refreshToken, expiresInSeconds }: SignedIn): Reply {
  return {
    status: 200,
    headers: NOT_CACHED,
    json: {
      access_token: accessToken,
      refresh_token: refreshToken,
      token_type: 'bearer',
      expires_in: expiresInSeconds,
    },
  };
}
