/** The woven star: two threads over and under each other, a light in the middle. */
export function Logo({ size = 28 }: { readonly size?: number }) {
  return (
    <svg
      aria-hidden="true"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      className="shrink-0 text-accent"
    >
      <path d="M16.2 5H19v8.6M19 16.2V19h-8.6M7.8 19H5v-8.6M5 7.8V5h8.6" />
      <path d="M10.05 4.05 12 2.1l6.05 6.05M19.95 10.05 21.9 12l-6.05 6.05M13.95 19.95 12 21.9l-6.05-6.05M4.05 13.95 2.1 12l6.05-6.05" />
      <path
        className="fill-glow"
        stroke="none"
        d="M12 8.2c.5 2.4 1.4 3.3 3.8 3.8-2.4.5-3.3 1.4-3.8 3.8-.5-2.4-1.4-3.3-3.8-3.8 2.4-.5 3.3-1.4 3.8-3.8Z"
      />
    </svg>
  );
}
