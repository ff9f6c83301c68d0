namespace Stomp.AspNetCore.SockJs.Frames;

/// <summary>What a session has for the request that receives.</summary>
/// <param name="Kind">Which frame.</param>
/// <param name="Messages">Those of a frame of messages; who takes it gives it back when it is written.</param>
/// <param name="Close">The content of a close frame.</param>
internal readonly record struct Outgoing(FrameKind Kind, MessageBatch? Messages = null, CloseFrame? Close = null);
