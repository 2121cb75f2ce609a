//! The composition root: builds everything from the settings, starts it, and stops it in order. The only place that
//! knows all rooms.

mod nodes;
mod rooms;

use crate::accounts::access::Caller;
use crate::accounts::{Accounts, Context};
use crate::chance::Chance;
use crate::chat::Chat;
use crate::clock::Clock;
use crate::config::Config;
use crate::db::{self, Db, Limits};
use crate::districts;
use crate::districts::api::CloneHooks;
use crate::event::Event;
use crate::gateway::{self, Gateway};
use crate::imports;
use crate::jobs::{self, Runner, Running};
use crate::keys::Keys;
use crate::mail::{Mailer, MailerError};
use crate::notifications::EmailSender;
use crate::realtime::Sweeper;
use crate::realtime::bus::{self, Bus};
use crate::routes;
use crate::scheduling;
use crate::training;
use crate::web::assets::Titled;
use crate::web::connection_slots::ConnectionSlots;
use crate::web::methods::Methods;
use crate::web::metrics::Metrics;
use crate::web::{admission, descriptors, json, listen, request_log, security_headers};
use actix_web::App;
use actix_web::dev::{Server, ServerHandle};
use actix_web::middleware::from_fn;
use actix_web::web::{Data, ServiceConfig};
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::task::JoinHandle;

/// What the house is built from; tests bring their own.
pub struct Parts {
    pub config: Config,
    pub clock: Clock,
    pub chance: Chance,
    pub keys: Keys,
}

#[derive(Clone)]
pub struct Application {
    pub config: Arc<Config>,
    pub clock: Clock,
    pub chance: Chance,
    pub keys: Keys,
    pub db: Db,
    pub jobs: Runner,
    pub metrics: Metrics,
    /// Which methods an address takes.
    pub methods: Methods,
    /// The kinds of sheets that can be imported.
    pub imports: imports::Registry,
    pub mailer: Mailer,
    pub accounts: Accounts,
    /// Rooms and what is said in them.
    pub chat: Chat,
    pub gateway: Gateway,
    connection_slots: ConnectionSlots,
    /// The way to the other nodes.
    pub bus: Arc<dyn Bus>,
    /// The files that carry the title of the deployment.
    titled: Data<Titled>,
    background: Arc<Vec<JoinHandle<()>>>,
    handing_on: Arc<Mutex<Option<JoinHandle<()>>>>,
}

/// Why the product does not start; the text is for the operator.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("the database does not open: {0}")]
    Database(#[from] db::Error),
    #[error("cannot listen on {0}: {1}")]
    Listen(String, std::io::Error),
    #[error("the metrics do not start: {0}")]
    Metrics(#[from] prometheus::Error),
    /// The way out for emails.
    #[error("{0}")]
    Mail(#[from] MailerError),
    /// What the installed app is called.
    #[error("the title cannot be written into the interface: {0}")]
    Title(#[from] serde_json::Error),
    /// Something that has to stand in the database before the first request.
    #[error("the first rows could not be written: {0}")]
    First(#[from] crate::error::Error),
}

/// Committed events that are handed on together.
const AT_ONCE: usize = 512;

impl Application {
    /// Migrates and opens the database and builds every room; serves nothing yet.
    pub async fn build(parts: Parts) -> Result<Self, StartError> {
        let Parts {
            config,
            clock,
            chance,
            keys,
        } = parts;
        let (events, committed) = unbounded_channel();
        let db = Db::start(&config.database_url, Limits::default(), (&clock, &chance), events).await?;
        let metrics = Metrics::new(config.metrics_token.as_ref().map(|token| token.expose().to_owned()))?;
        let sender = EmailSender {
            db: db.clone(),
            keys: keys.clone(),
            mailer: Mailer::new(&config)?,
            address: config.public_url.clone(),
        };
        let registry = rooms::handlers(&sender, &config, &metrics);
        let jobs = Runner::new(db.clone(), jobs::Policy::default(), registry);
        let accounts = Accounts::new(&db, &keys, &config)?.with_access_change_hooks(rooms::access_change_hooks());
        accounts.sweep().await?;
        let chat = Chat::new(&db, &keys, &config.chat, rooms::groups());
        let gateway = Gateway::new(&chat, &config);
        register_metrics(&metrics, &db, &gateway)?;
        let counts = bus::Counts::new()?;
        metrics.show(counts.collectors())?;
        let (bus, wakes) = bus::open(&config.database_url, &gateway.node, &config.bus, &counts)?;
        gateway.remote_nodes.attach_bus(&bus);
        if !bus.is_alone() {
            chat.rooms.set_shared();
        }
        let sweeper = Sweeper::new(&chat.rooms, &bus, &config.bus, &counts);
        let titled = Data::new(Titled::new(&config.product_title)?);
        let background = Arc::new(vec![
            tokio::spawn(sweeper.clone().run()),
            tokio::spawn(nodes::publish_staffed_rooms(
                chat.clone(),
                bus.clone(),
                Duration::from_secs(1),
            )),
            tokio::spawn(sweep(accounts.clone())),
            tokio::spawn(chat.rooms.clone().run()),
            tokio::spawn(gateway.clone().run_timers()),
        ]);
        districts::api::plant_public_days(&db).await?;
        districts::api::plant_online_rooms(&db).await?;
        scheduling::api::plant_default_types(&db).await?;
        training::api::plant_default_programme(&db).await?;
        let imports = rooms::kinds_of_sheets();
        let connection_slots = ConnectionSlots::new(&config.admission, descriptors::for_connections());
        let app = Application {
            connection_slots,
            config: Arc::new(config),
            clock,
            chance,
            keys,
            db,
            jobs,
            metrics,
            methods: Methods::of(&routes::document()),
            imports,
            mailer: sender.mailer,
            accounts,
            chat,
            gateway,
            bus,
            titled,
            background,
            handing_on: Arc::default(),
        };
        let handing_on = tokio::spawn(app.clone().hand_on(committed));
        *app.handing_on.lock().await = Some(handing_on);
        tokio::spawn(nodes::listen(app.clone(), sweeper, wakes));
        Ok(app)
    }

    /// Hands committed events to whoever listens on this node, and tells the others; ends with the database. What was committed
    /// while the last ones were handed on goes out together.
    async fn hand_on(self, mut committed: UnboundedReceiver<Event>) {
        let mut events = vec![];
        while committed.recv_many(&mut events, AT_ONCE).await > 0 {
            for event in &events {
                nodes::publish(&*self.bus, event);
                self.jobs.on_event(event);
                self.accounts.revoked_logins().on_event(event);
                self.chat.on_hint(&event.topic);
            }
            self.chat.rooms.publish_all(events.drain(..));
        }
    }

    /// Starts the durable work in the background; tests run it by hand instead.
    pub fn work(&self) -> Running {
        self.jobs.start()
    }

    /// Listens; returns the address, the server to await and the handle that stops it.
    pub fn serve(&self) -> Result<(SocketAddr, Server, ServerHandle), StartError> {
        let refused = |error| StartError::Listen(self.config.listen.clone(), error);
        let listener = TcpListener::bind(&self.config.listen).map_err(refused)?;
        let address = listener.local_addr().map_err(refused)?;
        let app = self.clone();
        let entrance = listen::Entrance {
            slots: self.connection_slots.clone(),
            trusted: Arc::new(self.config.trusted_proxies.clone()),
            head: Duration::from_millis(self.config.admission.head_ms),
        };
        let server = listen::serve(listener, self.config.workers, entrance, gateway::prepare, move || {
            let app = app.clone();
            App::new()
                .wrap(from_fn(admission::pass))
                .wrap(from_fn(request_log::log))
                .wrap(from_fn(security_headers::add_security_headers))
                .configure(move |cfg| app.data(cfg))
                .configure(routes::all)
        });
        let server = server.map_err(refused)?;
        let handle = server.handle();
        Ok((address, server, handle))
    }

    /// What handlers may ask for.
    fn data(&self, cfg: &mut ServiceConfig) {
        cfg.app_data(json::config())
            .app_data(Data::from(self.config.clone()))
            .app_data(Data::new(self.chance.clone()))
            .app_data(Data::new(self.keys.clone()))
            .app_data(Data::new(self.db.clone()))
            .app_data(Data::new(self.metrics.clone()))
            .app_data(Data::new(self.methods.clone()))
            .app_data(Data::new(self.imports.clone()))
            .app_data(Data::new(CloneHooks(vec![scheduling::api::clone_session_types])))
            .app_data(Data::new(rooms::venue_hooks()))
            .app_data(Data::new(self.accounts.clone()))
            .app_data(Data::new(self.chat.clone()))
            .app_data(Data::new(self.gateway.clone()))
            .app_data(Data::new(self.connection_slots.clone()))
            .app_data(Data::new(routes::RESERVED))
            .app_data(self.titled.clone());
    }

    /// The context of somebody who acts without a request: for the demo world and for tests.
    pub fn context(&self, caller: Caller) -> Context {
        Context {
            db: self.db.clone(),
            keys: self.keys.clone(),
            config: self.config.clone(),
            caller,
        }
    }

    /// Asks every socket to come back in a while, lets no more in, and waits a little until they have heard it; call before the
    /// server stops.
    pub async fn drain(&self) {
        self.gateway.drain().await;
    }

    /// Finishes what was begun and closes the database; call after the server has stopped.
    pub async fn stop(&self, work: Option<Running>) {
        if let Some(work) = work {
            work.stop(Duration::from_secs(10)).await;
        }
        self.background.iter().for_each(JoinHandle::abort);
        self.db.close().await;
        if let Some(handing_on) = self.handing_on.lock().await.take() {
            let _ = tokio::time::timeout(Duration::from_secs(1), handing_on).await;
        }
        let bus = self.bus.clone();
        if tokio::task::spawn_blocking(move || bus.close()).await.is_err() {
            tracing::error!("the bus could not be closed");
        }
    }
}

/// The numbers that rooms keep for the metrics page.
fn register_metrics(metrics: &Metrics, db: &Db, gateway: &Gateway) -> Result<(), prometheus::Error> {
    let (gateway, stats) = (gateway.clone(), |read: fn(db::Stats) -> u64| {
        let db = db.clone();
        move || i64::try_from(read(db.stats())).unwrap_or(i64::MAX)
    });
    metrics.watch("tongxing_connections", "Open sockets", move || {
        i64::try_from(gateway.registry.count()).unwrap_or(i64::MAX)
    })?;
    let queued = stats(|stats| stats.queued);
    metrics.watch("tongxing_writes_waiting", "Writes that wait or run", queued)?;
    let settled = stats(|stats| stats.settled);
    metrics.watch("tongxing_writes_answered", "Writes since the start", settled)?;
    let again = stats(|stats| stats.again);
    metrics.watch(
        "tongxing_writes_again",
        "Runs of a write that had to be repeated",
        again,
    )?;
    let busy = stats(|stats| stats.busy);
    metrics.watch(
        "tongxing_writes_refused",
        "Writes refused because the queue was full",
        busy,
    )
}

/// Learns every few seconds what ended on other nodes, in case a hint was lost.
async fn sweep(accounts: Accounts) {
    let mut tick = tokio::time::interval(Duration::from_secs(4));
    loop {
        tick.tick().await;
        nodes::learn_who_left(&accounts).await;
    }
}
