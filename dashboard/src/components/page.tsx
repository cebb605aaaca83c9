import { useEffect, type ReactNode } from 'react';

interface PageProps {
  readonly title: string;
  /** Above the title: where the page belongs. */
  readonly trail?: ReactNode;
  /** Beside the title. */
  readonly badge?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

export function Page({ title, trail, badge, actions, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Flywheel`;
  }, [title]);
  return (
    <main id="content" className="page">
      <header className="page-head">
        <div className="page-title">
          {trail && <p className="trail">{trail}</p>}
          <h1>
            {title} {badge}
          </h1>
        </div>
        {actions && <div className="actions">{actions}</div>}
      </header>
      {children}
    </main>
  );
}

/** While the first answer of a page is on its way. */
export function Loading() {
  return (
    <p className="loading" role="status">
      Loading…
    </p>
  );
}

export function Empty({ children }: { children: ReactNode }) {
  return <div className="empty">{children}</div>;
}
