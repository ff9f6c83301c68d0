using System.Collections.Concurrent;
using System.Net;
using System.Security.Claims;
using Stomp.Core.Protocol;

namespace Stomp.Broker.Sessions;

/// <summary>A session of a client, as the application sees it: from the CONNECT on, and after its end.</summary>
/// <remarks>Thread-safe. What it shows is live. A reference to one that has ended keeps little memory.</remarks>
public interface IStompSession
{
    /// <summary>The secret that the server has made up for it, and told the client in CONNECTED: 128 bits in hexadecimal digits.</summary>
    string Id { get; }

    /// <summary>The user; one without an authenticated identity is anonymous, and so is everybody before CONNECTED.</summary>
    ClaimsPrincipal User { get; }

    /// <summary>The name by which messages reach the user, see <see cref="Configuration.StompUserOptions.GetName"/>; <see langword="null"/> for an anonymous session.</summary>
    string? UserName { get; }

    /// <summary>The version that is spoken; 1.0 before CONNECTED.</summary>
    StompVersion Version { get; }

    /// <summary>The address of the peer, if it has one.</summary>
    EndPoint? RemoteEndPoint { get; }

    /// <summary>What carries the connection, in lower case: <c>tcp</c>, <c>websocket</c>.</summary>
    string Transport { get; }

    /// <summary>Anything that the application wants to keep with the session. Made at the first use.</summary>
    ConcurrentDictionary<object, object?> Items { get; }

    /// <summary>Its subscriptions at this moment, in the order in which they were made.</summary>
    IReadOnlyList<StompSubscription> Subscriptions { get; }

    /// <summary>Fires when the session has ended, whichever way, or is asked to end; on a thread of the pool. Made at the first use.</summary>
    CancellationToken Closed { get; }

    /// <summary>
    /// Ends the session: what was received is processed, the client gets ERROR with the reason, and the connection is closed. Does nothing
    /// when the session ends already.
    /// </summary>
    /// <param name="reason">One sentence for the client, without secrets.</param>
    void Close(string reason);

    /// <summary>Ends the session as <see cref="Close"/> does.</summary>
    /// <param name="reason">One sentence for the client, without secrets.</param>
    /// <returns>Completes when the connection is closed. Do not wait for it in what the session itself waits for.</returns>
    Task CloseAsync(string reason);

    /// <summary>
    /// Ends subscriptions of the session; un-acknowledged messages go back. STOMP has no frame to tell the client: it just gets no more,
    /// and a later UNSUBSCRIBE of it is taken.
    /// </summary>
    /// <param name="match">Chooses among <see cref="Subscriptions"/>.</param>
    /// <returns>How many were ended, when they are. Do not wait for it in what the session itself waits for.</returns>
    Task<int> UnsubscribeAsync(Func<StompSubscription, bool> match);
}
