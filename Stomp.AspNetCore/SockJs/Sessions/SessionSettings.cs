using Stomp.Broker.Configuration;
using Stomp.Broker.Timing;

namespace Stomp.AspNetCore.SockJs.Sessions;

/// <summary>What all sessions of an endpoint share.</summary>
/// <param name="Options">The endpoint's options.</param>
/// <param name="Limits">The broker's limits.</param>
/// <param name="Ticker">Ticks the sessions.</param>
/// <param name="Time">The clock of the ticker.</param>
/// <param name="MessageEnd">
/// Is put behind each message that comes in, for who must tell them apart; <see langword="null"/> where they are one stream, as to the broker.
/// </param>
internal sealed record SessionSettings(
    StompSockJsOptions Options, StompLimits Limits, Ticker Ticker, TimeProvider Time, byte? MessageEnd);
