import express, { type Express } from 'express';
// Its main file would read all of Swagger UI into the process.
import absolutePath from 'swagger-ui-dist/absolute-path';
import { openApiDocument } from '../http/openapi';
import { defineRoute, type Route } from '../http/route';
import { uploadPaths } from '../uploads';

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Sluice API</title>
    <link rel="stylesheet" href="/docs/assets/swagger-ui.css">
    <link rel="icon" href="/docs/assets/favicon-32x32.png">
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="/docs/assets/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>`;

/** Without `validatorUrl` the page would show a badge that a server elsewhere draws. */
const START = `SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#swagger-ui',
  validatorUrl: null,
  persistAuthorization: false,
});`;

/** `/openapi.json` and Swagger UI at `/docs`. @param routes what is documented, besides these themselves */
export function docsRoutes(routes: Route[], version: string): Route[] {
  const page = (
    path: string,
    summary: string,
    contentType: string,
    text: () => string | Promise<string>,
  ): Route =>
    defineRoute({
      method: 'get',
      path,
      summary,
      access: 'public',
      responses: { 200: { description: summary, contentType } },
      handler: async () => ({ status: 200, text: await text(), headers: { 'Content-Type': contentType } }),
    });
  const pages: Route[] = [
    page('/openapi.json', 'This document', 'application/json; charset=utf-8', () => (document ??= make())),
    page('/docs', 'This document for people', 'text/html; charset=utf-8', () => PAGE),
    page('/docs/start.js', 'What starts the page', 'text/javascript; charset=utf-8', () => START),
  ];
  // Made when somebody asks for it: few processes are ever asked.
  let document: Promise<string> | undefined;
  const make = async (): Promise<string> =>
    JSON.stringify(await openApiDocument([...routes, ...pages], version, uploadPaths));
  return pages;
}

const ASSETS = [
  '/swagger-ui.css',
  '/swagger-ui-bundle.js',
  '/swagger-ui-bundle.js.LICENSE.txt',
  '/favicon-32x32.png',
];

/** Those of Swagger UI's files that the page needs; its package brings pages of its own, which are not ours to offer. */
export function mountDocsAssets(app: Express): void {
  const files = express.static(absolutePath(), { index: false, redirect: false, maxAge: '1d' });
  app.use('/docs/assets', (request, response, next) => {
    if (ASSETS.includes(request.path)) files(request, response, next);
    else next();
  });
}
