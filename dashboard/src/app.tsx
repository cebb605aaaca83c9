import { useMemo } from 'react';
import { Provider } from 'urql';
import { createApiClient } from './api/client';
import { useSession } from './api/use-session';
import { Layout } from './components/layout';
import { LiveClient } from './live/live-client';
import { LiveContext } from './live/live-context';
import { SignInPage } from './pages/sign-in-page';
import { Routes } from './routes';

/** Signs in, then shows the pages with the clients of the key. */
export function App() {
  const { session, signIn, signOut, renew } = useSession();
  const key = session.state === 'signed-in' ? session.key : null;
  const clients = useMemo(() => key && { api: createApiClient(key, renew), live: new LiveClient(key, renew) }, [key, renew]);
  if (session.state === 'starting') return null;
  if (!clients) return <SignInPage refused={session.state === 'refused'} onKey={signIn} />;
  return (
    <Provider value={clients.api}>
      <LiveContext value={clients.live}>
        <Layout onSignOut={signOut}>
          <Routes />
        </Layout>
      </LiveContext>
    </Provider>
  );
}
