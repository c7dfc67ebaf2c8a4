//! The widget's wasm. Everything starts from `blankett.js`, which calls the
//! functions of `blankett::browser`.

/// Small and quick; there is one thread only.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static MEMORY: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

fn main() {
    #[cfg(target_arch = "wasm32")]
    blankett::browser::start();
}
