//! Connections: accepted, bounded, timed, and let finish when the service ends.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_rustls::TlsAcceptor;

use super::patient::Patient;
use crate::config::Limits;

/// The largest head of a request, in bytes.
const LARGEST_HEAD: usize = 64 * 1024;
/// How long requests under way are waited for when the service ends.
const FAREWELL: Duration = Duration::from_secs(10);

/// Answers requests until `end` is done, and then those that are under way.
pub(crate) async fn serve(
    (listener, tls): (TcpListener, Option<TlsAcceptor>),
    router: Router,
    limits: &Limits,
    end: impl Future<Output = ()>,
) {
    let free = Arc::new(Semaphore::new(limits.connections));
    let graceful = GracefulShutdown::new();
    let mut end = std::pin::pin!(end);
    loop {
        let permit = tokio::select! {
            permit = free.clone().acquire_owned() => permit,
            () = &mut end => break,
        };
        let Ok(permit) = permit else { break };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut end => break,
        };
        let stream = match accepted {
            Ok((stream, _)) => stream,
            Err(error) => {
                // Out of files, say: there will be some again.
                tracing::warn!(%error, "a connection couldn't be accepted");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        // Small answers aren't kept back.
        let _slower = stream.set_nodelay(true);
        let stream = Patient::new(stream, limits.answer);
        let (watcher, router, tls) = (graceful.watcher(), router.clone(), tls.clone());
        let head = limits.head;
        tokio::spawn(async move {
            match tls {
                None => answer(stream, router, head, watcher).await,
                Some(tls) => {
                    // Whoever greets too slowly, or without TLS, is let go.
                    let greeted = tokio::time::timeout(head, tls.accept(stream)).await;
                    if let Ok(Ok(stream)) = greeted {
                        answer(stream, router, head, watcher).await;
                    }
                }
            }
            drop(permit);
        });
    }
    drop(listener);
    let _left = tokio::time::timeout(FAREWELL, graceful.shutdown()).await;
}

/// Answers what is asked over one connection.
async fn answer(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    router: Router,
    head: Duration,
    watcher: Watcher,
) {
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(head)
        .max_buf_size(LARGEST_HEAD)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
    // What a client breaks off is its own affair.
    let _broken = watcher.watch(connection).await;
}
