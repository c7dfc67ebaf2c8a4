// The element as a component. React 19 passes objects and functions to a custom
// element as properties, and listens to any event named after `on`.
export function BlankettForm({ onReady, onChange, onSubmit, onDelivered, onRejected, onError, ...props }) {
  return (
    <blankett-form
      {...props}
      onblankett-ready={onReady}
      onblankett-change={onChange}
      onblankett-submit={onSubmit}
      onblankett-delivered={onDelivered}
      onblankett-rejected={onRejected}
      onblankett-error={onError}
    />
  );
}
