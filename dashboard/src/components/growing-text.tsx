/** A text while it is being made: its pieces so far, and a caret. */
export function GrowingText({ text }: { text: string }) {
  return (
    <p className="text-output text-growing" aria-label="Text that is being made" aria-busy="true">
      {text}
      <span className="caret" aria-hidden="true" />
    </p>
  );
}
