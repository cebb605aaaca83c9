import { Client, cacheExchange, fetchExchange, mapExchange } from 'urql';
import { authorization, csrfHeader } from './headers';
import { isUnauthenticated } from './problems';

/** The GraphQL client of one signed-in key. `onUnauthenticated` is called when the server no longer takes the key. */
export function createApiClient(key: string, onUnauthenticated: () => void): Client {
  return new Client({
    url: new URL('/graphql', location.origin).href,
    preferGetMethod: false,
    requestPolicy: 'cache-and-network',
    fetchOptions: { headers: { authorization: authorization(key), ...csrfHeader } },
    exchanges: [
      mapExchange({
        onError(error) {
          if (isUnauthenticated(error)) onUnauthenticated();
        },
      }),
      cacheExchange,
      fetchExchange,
    ],
  });
}
