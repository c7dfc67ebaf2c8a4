import start from "/leptos-host.js";

await start({ module_or_path: "/leptos-host_bg.wasm" });
