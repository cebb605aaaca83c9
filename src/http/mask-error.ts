import { randomUUID } from 'node:crypto';
import { GraphQLError, type GraphQLErrorOptions } from 'graphql';
import type { Logger } from '../logging.ts';

/**
 * What a client hears of an error. Errors that we or GraphQL made on purpose pass; anything else is logged under a
 * reference and told by that alone, so that no internal detail leaves the server.
 */
export function createErrorMask(logger: Logger): (error: unknown) => Error {
  return (error) => {
    if (error instanceof GraphQLError && isIntended(error)) return error;
    const reference = randomUUID();
    const cause = error instanceof GraphQLError ? error.originalError : error;
    logger.error({ err: cause, reference }, 'request failed');
    const lost = isConnectionLoss(cause);
    return new GraphQLError(lost ? 'The database cannot be reached at the moment; try again.' : `Unexpected error, reference ${reference}.`, {
      ...placeOf(error),
      extensions: { code: lost ? 'UNAVAILABLE' : 'INTERNAL_SERVER_ERROR', reference },
    });
  };
}

/** Which field it was. */
function placeOf(error: unknown): Pick<GraphQLErrorOptions, 'nodes' | 'path'> {
  return error instanceof GraphQLError ? { nodes: error.nodes ?? null, path: error.path ?? null } : {};
}

/** GraphQL's own errors have no original error, or one that is a GraphQLError itself. */
function isIntended(error: GraphQLError): boolean {
  return !error.originalError || (error.originalError instanceof GraphQLError && isIntended(error.originalError));
}

const CONNECTION_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', '57P01', '57P02', '57P03', '08006', '08001', '08003']);

function isConnectionLoss(error: unknown): boolean {
  return error instanceof Error && (('code' in error && typeof error.code === 'string' && CONNECTION_CODES.has(error.code)) || /Connection terminated|timeout exceeded when trying to connect/.test(error.message));
}
