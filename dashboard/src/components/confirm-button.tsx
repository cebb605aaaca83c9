import { useId, useRef, type ReactNode } from 'react';

interface ConfirmButtonProps {
  readonly label: string;
  readonly question: string;
  readonly confirm: string;
  readonly busy: boolean;
  /** Whether what the question asks for is given; true where absent. */
  readonly isReady?: boolean;
  readonly onConfirm: () => void;
  readonly children: ReactNode;
}

/** A button that asks before it acts; `children` say what will happen. */
export function ConfirmButton({ label, question, confirm, busy, isReady = true, onConfirm, children }: ConfirmButtonProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  const close = () => dialog.current?.close();
  return (
    <>
      <button type="button" className="button-danger" disabled={busy} onClick={() => dialog.current?.showModal()}>
        {label}
      </button>
      <dialog ref={dialog} aria-labelledby={title} className="dialog">
        <h2 id={title}>{question}</h2>
        {children}
        <div className="actions">
          <button type="button" onClick={close} autoFocus>
            Back
          </button>
          <button type="button" className="button-danger" disabled={!isReady} onClick={() => (close(), onConfirm())}>
            {confirm}
          </button>
        </div>
      </dialog>
    </>
  );
}
