import { type EntityManager } from 'typeorm';
import { User } from './user.entity';

/** The living user of that name, in any case of letters. */
export function findByUsername(db: EntityManager, username: string): Promise<User | null> {
  return db
    .createQueryBuilder(User, 'u')
    .where('lower(u.username) = lower(:username)', { username })
    .getOne();
}
