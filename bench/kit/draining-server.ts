import { type AddressInfo } from 'node:net';
import express from 'express';
import multer from 'multer';

/**
 * Reads every body to its end and throws it away, as a process of its own: the least that an upload can cost. At
 * `/form` it is taken apart first, by the parser that the API has, with the same settings.
 */
const app = express();
const thrownAway: multer.StorageEngine = {
  _handleFile: (_request, { stream }, done) => stream.resume().once('end', () => done(null, {})),
  _removeFile: (_request, _file, done) => done(null),
};
const LARGE_CHUNKS = { highWaterMark: 1024 * 1024, fileHwm: 1024 * 1024 };
app.post('/form', multer({ storage: thrownAway, ...LARGE_CHUNKS }).any(), (_request, response) => {
  response.status(202).json({});
});
app.use((request, response, next) => {
  let bytes = 0;
  request.on('data', (block: Buffer) => (bytes += block.length));
  request.on('end', () => response.status(202).json({ bytes }));
  request.on('error', next);
});
const server = app.listen(0, '127.0.0.1', () => {
  process.send?.({ port: (server.address() as AddressInfo).port });
});
process.on('disconnect', () => process.exit(0));
