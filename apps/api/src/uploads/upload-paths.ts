type Json = Record<string, unknown>;

const header = (name: string, description: string, required = true): Json => ({
  name,
  in: 'header',
  required,
  description,
  schema: { type: 'string' },
});

const version = header('Tus-Resumable', 'Always 1.0.0');
const offset = header('Upload-Offset', 'Where this piece begins: what HEAD answered');
const id: Json = { name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } };

const operation = (
  operationId: string,
  summary: string,
  parameters: Json[],
  success: Record<string, string>,
  body = false,
): Json => ({
  operationId,
  summary,
  tags: ['uploads'],
  parameters,
  ...(body && {
    requestBody: {
      content: { 'application/offset+octet-stream': { schema: { type: 'string', format: 'binary' } } },
    },
  }),
  responses: {
    ...Object.fromEntries(Object.entries(success).map(([status, description]) => [status, { description }])),
    default: {
      description: 'What is wrong',
      content: { 'application/problem+json': { schema: { type: 'object' } } },
    },
  },
  security: [{ bearer: [] }],
});

/** tus 1.0 for the OpenAPI document: its verbs are the protocol's, not declared as routes. */
export const uploadPaths: Record<string, Json> = {
  '/api/uploads': {
    post: operation(
      'post-uploads',
      'Begin a resumable upload (tus 1.0)',
      [
        version,
        header('Upload-Length', 'Bytes of the whole file, 10 GiB at most'),
        header('Upload-Metadata', 'filename, in base64', false),
      ],
      { 201: 'Begun; its address is in Location', 507: 'There is no room for it' },
      true,
    ),
  },
  '/api/uploads/{id}': {
    head: operation('head-uploads-id', 'How far it is', [id, version], {
      200: 'Upload-Offset says how many bytes are there',
    }),
    patch: operation(
      'patch-uploads-id',
      'Send a piece, 100 MiB at most',
      [id, version, offset],
      { 204: 'Stored', 409: 'The offset is not where it is', 423: 'Another request is sending' },
      true,
    ),
    delete: operation('delete-uploads-id', 'Terminate it', [id, version], { 204: 'Gone' }),
  },
};
