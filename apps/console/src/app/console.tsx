import { Center, Loader, MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { Router } from 'wouter';
import { SignInPage } from '../sign-in/sign-in-page';
import { ErrorNote } from '../ui/error-note';
import { pageNonce } from './nonce';
import { Pages } from './pages';
import { queries } from './queries';
import { Shell } from './shell';
import { readableGreys, theme } from './theme';
import { useSignedIn, UserContext } from './user';

/** The whole console. */
export function Console() {
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      cssVariablesResolver={readableGreys}
      getStyleNonce={() => pageNonce() ?? ''}
    >
      <QueryClientProvider client={queries}>
        <Router base="/console">
          <SignedInOrNot />
        </Router>
      </QueryClientProvider>
    </MantineProvider>
  );
}

function SignedInOrNot() {
  const { data: user, error } = useSignedIn();
  if (error && !user) return <ErrorNote error={error} m="xl" />;
  if (user === undefined) {
    return (
      <Center h="100dvh">
        <Loader aria-label="Sluice" />
      </Center>
    );
  }
  if (user === null) return <SignInPage />;
  return (
    <UserContext value={user}>
      <Shell>
        <Pages />
      </Shell>
    </UserContext>
  );
}
