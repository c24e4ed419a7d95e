import { RefreshToken } from './refresh-token.entity';
import { Tenant } from './tenant.entity';
import { User } from './user.entity';

export { actorOf, type Actor } from './actor';
export { authRoutes } from './auth.routes';
export { createAuthenticator, type Authenticator } from './authenticator';
export { bootstrapAdmin, seedDevelopmentLogins } from './first-users';
export { ROLES, type Principal, type Role } from './principal';
export { userRoutes } from './users.routes';

/** What identity knows by class. */
export const entities = [Tenant, User, RefreshToken];
