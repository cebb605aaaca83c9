import { GraphQLError } from 'graphql';

/** Codes of GraphQL errors. Expected faults of mutations are `UserError`s instead. */
export type ErrorCode = 'UNAUTHENTICATED' | 'FORBIDDEN' | 'BAD_USER_INPUT' | 'NOT_FOUND' | 'INTERNAL_SERVER_ERROR' | 'UNAVAILABLE';

export const graphqlError = (code: ErrorCode, message: string) => new GraphQLError(message, { extensions: { code } });

export const unauthenticated = () => graphqlError('UNAUTHENTICATED', 'Send an API key as `Authorization: Bearer …`.');
export const forbidden = () => graphqlError('FORBIDDEN', "This key's scopes do not allow it.");
export const badInput = (message: string) => graphqlError('BAD_USER_INPUT', message);
