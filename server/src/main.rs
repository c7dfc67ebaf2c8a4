//! The program `blankett`.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    blankett_server::run().await
}
