import { Alert, Button, Center, Group, Paper, PasswordInput, Stack, TextInput, Title } from '@mantine/core';
import { SluiceError } from '@sluice/client';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ColourSwitch } from '../app/colour-switch';
import { queries } from '../app/queries';
import { client } from '../app/session';
import { LanguageMenu } from '../app/shell';
import { USER_KEY } from '../app/user';
import { useSignInTexts } from './texts';

/** Shown at every address while nobody has signed in; afterwards the page of that address comes. */
export function SignInPage() {
  const t = useSignInTexts();
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const signIn = useMutation({
    mutationFn: () => client.login(username, password),
    onSuccess: () => queries.invalidateQueries({ queryKey: USER_KEY }),
    onError: () => setPassword(''),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    signIn.mutate();
  };
  return (
    <Center component="main" mih="100dvh" p="md">
      <Paper component="form" onSubmit={submit} withBorder shadow="sm" p="xl" radius="lg" w="100%" maw={400}>
        <Stack>
          <Group justify="space-between" wrap="nowrap">
            <img src={`${import.meta.env.BASE_URL}sluice.svg`} width={40} height={40} alt="" />
            <Group gap={4}>
              <LanguageMenu />
              <ColourSwitch />
            </Group>
          </Group>
          <Title order={1} size="h3">
            {t('title')}
          </Title>
          {signIn.error && (
            <Alert color="red" role="alert">
              {messageOf(signIn.error, t)}
            </Alert>
          )}
          <TextInput
            label={t('username')}
            name="username"
            autoComplete="username"
            required
            autoFocus
            value={username}
            onChange={(event) => setUsername(event.currentTarget.value)}
          />
          <PasswordInput
            label={t('password')}
            name="password"
            autoComplete="current-password"
            required
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          <Button type="submit" loading={signIn.isPending} fullWidth>
            {t('signIn')}
          </Button>
        </Stack>
      </Paper>
    </Center>
  );
}

function messageOf(error: Error, t: ReturnType<typeof useSignInTexts>): string {
  if (!(error instanceof SluiceError)) return error.message;
  if (error.status === 401) return t('wrong');
  if (error.status === 429) return t('later', { seconds: error.retryAfterSeconds ?? 60 });
  return error.message;
}
