/** The nonce of this page, which styles that are made while it runs need as well; undefined in development. */
export function pageNonce(): string | undefined {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce || undefined;
}
