/** Structured logs on stderr, one JSON object a line, with the correlation and without personal data or secrets. */
import pino, { type Logger } from 'pino';

export const logger = (): Logger =>
  pino(
    {
      level: process.env['LOG_LEVEL'] ?? 'warn',
      base: { service: 'threadline' },
      timestamp: pino.stdTimeFunctions.isoTime,
      // A second wall: what should never be handed to a logger is blanked if it is.
      redact: { paths: ['password', 'token', 'accessToken', 'secret', '*.password', '*.token', '*.secret', 'headers.authorization'],
        censor: '[redacted]' },
    },
    pino.destination(2),
  );
