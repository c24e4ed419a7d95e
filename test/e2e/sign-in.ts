/** An access token, as any client gets one. @throws Error with the answer when the login is refused */
export async function signIn(
  baseUrl: string,
  username: string,
  password = `${username}123`,
): Promise<string> {
  const response = await fetch(`${baseUrl}/api/auth/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ username, password }),
  });
  const body = (await response.json()) as { access_token: string };
  if (response.status !== 200) throw new Error(`login: ${response.status} ${JSON.stringify(body)}`);
  return body.access_token;
}
