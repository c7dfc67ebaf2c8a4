//! The widget's wasm. Everything starts from `blankett.js`, which calls the
//! functions of `blankett::browser`.

fn main() {
    #[cfg(target_arch = "wasm32")]
    blankett::browser::start();
}
