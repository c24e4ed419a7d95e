import { type Express } from 'express';
import express from 'express';
import { absolutePath } from 'swagger-ui-dist';
import { openApiDocument } from '../http/openapi';
import { type Route } from '../http/route';

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

const START = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#swagger-ui', persistAuthorization: false });`;

/** `/openapi.json` and Swagger UI at `/docs`, all of it served by ourselves. */
export function mountDocs(app: Express, routes: Route[], version: string): void {
  const document = JSON.stringify(openApiDocument(routes, version));
  app.get('/openapi.json', (_request, response) => void response.type('application/json').send(document));
  app.get('/docs', (_request, response) => void response.type('html').send(PAGE));
  app.get('/docs/start.js', (_request, response) => void response.type('js').send(START));
  app.use('/docs/assets', express.static(absolutePath(), { index: false, maxAge: '1d' }));
}
