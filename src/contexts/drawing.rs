//! A page that is drawn from what it knows, and drawn again whenever that changes.

use std::{cell::RefCell, rc::Rc};

use yew::{AppHandle, Callback, Component, Context, Html, Properties, Renderer};

/// What a page knows.
pub trait Drawn: Clone + 'static {
    /// What can happen to it.
    type Action;

    /// Takes in what happened.
    fn take_in(&mut self, action: Self::Action);
}

/// Where a page is told what happened.
pub struct Handle<S>(Rc<Page<S>>);

struct Page<S> {
    state: RefCell<Rc<S>>,
    root: RefCell<Option<AppHandle<Root>>>,
}

/// Draws a page into the element that the document has for it.
///
/// `view` draws what is known, `act` does what a person asks for. `afterwards` does what follows from a page that was
/// drawn; it gets what was drawn before that, too, of which at first there is none.
pub fn open<S: Drawn, I: 'static>(
    state: S,
    view: fn(&S, &Callback<I>) -> Html,
    act: fn(I, Rc<S>, Handle<S>),
    afterwards: impl FnMut(Option<Rc<S>>, &Rc<S>, &Handle<S>) + 'static,
) -> Handle<S> {
    let handle = Handle(Rc::new(Page { state: RefCell::new(Rc::new(state)), root: RefCell::default() }));
    let document = web_sys::window().and_then(|window| window.document());
    let Some(place) = document.and_then(|document| document.get_element_by_id("hashcard")) else { return handle };
    // One callback for all drawings: a part whose own properties did not change is not drawn again.
    let intend = {
        let handle = handle.clone();
        Callback::from(move |intent| act(intent, handle.state(), handle.clone()))
    };
    let drawn = Rc::new(RefCell::new(handle.state()));
    let draw = {
        let (handle, drawn) = (handle.clone(), Rc::clone(&drawn));
        Callback::from(move |()| {
            *drawn.borrow_mut() = handle.state();
            view(&drawn.borrow(), &intend)
        })
    };
    let afterwards = {
        let (handle, before, afterwards) = (handle.clone(), RefCell::new(None), RefCell::new(afterwards));
        Callback::from(move |()| {
            let now = Rc::clone(&drawn.borrow());
            let before = before.replace(Some(Rc::clone(&now)));
            (afterwards.borrow_mut())(before, &now, &handle);
        })
    };
    let root = Renderer::<Root>::with_root_and_props(place, RootProps { draw, afterwards }).render();
    handle.0.root.replace(Some(root));
    handle
}

impl<S: Drawn> Handle<S> {
    /// Takes in what happened, and draws.
    pub fn dispatch(&self, action: S::Action) {
        Rc::make_mut(&mut self.0.state.borrow_mut()).take_in(action);
        if let Some(root) = &*self.0.root.borrow() {
            root.send_message(());
        }
    }

    /// What is known now.
    pub fn state(&self) -> Rc<S> {
        Rc::clone(&self.0.state.borrow())
    }
}

impl<S> Clone for Handle<S> {
    fn clone(&self) -> Self {
        Handle(Rc::clone(&self.0))
    }
}

/// A panic names its place, and no data: messages may quote what an alert said. Told to Yew, which would put a hook of its
/// own, with the message, in the place of one that it does not know.
#[cfg(target_arch = "wasm32")]
pub fn tell_panics() {
    yew::set_custom_panic_hook(Box::new(|panic| {
        if let Some(place) = panic.location() {
            web_sys::console::error_1(&format!("panic at {}:{}", place.file(), place.line()).into());
        }
    }));
}

/// The whole page as a component: it is drawn again at every message.
struct Root;

#[derive(Clone, PartialEq, Properties)]
struct RootProps {
    draw: Callback<(), Html>,
    afterwards: Callback<()>,
}

impl Component for Root {
    type Message = ();
    type Properties = RootProps;

    fn create(_: &Context<Self>) -> Self {
        Root
    }

    fn view(&self, context: &Context<Self>) -> Html {
        context.props().draw.emit(())
    }

    fn update(&mut self, _: &Context<Self>, (): ()) -> bool {
        true
    }

    fn rendered(&mut self, context: &Context<Self>, _: bool) {
        context.props().afterwards.emit(());
    }
}
