import { dataOf, SluiceError } from '@sluice/client';
import { useQuery } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import { client } from './session';

const askWho = () => dataOf(client.http.GET('/api/auth/me'));

export type User = Awaited<ReturnType<typeof askWho>>;

export const USER_KEY = ['user'];

/** Who has signed in: null when nobody has. */
export function useSignedIn() {
  return useQuery({
    queryKey: USER_KEY,
    staleTime: Infinity,
    async queryFn(): Promise<User | null> {
      if (!(await client.isSignedIn())) return null;
      try {
        return await askWho();
      } catch (error) {
        if (error instanceof SluiceError && error.status === 401) return null;
        throw error;
      }
    },
  });
}

export const UserContext = createContext<User | undefined>(undefined);

/** Whoever has signed in; only below the sign-in. */
export function useUser(): User {
  const user = useContext(UserContext);
  if (!user) throw new Error('Nobody has signed in');
  return user;
}
