namespace Chat.Presence;

/// <summary>Somebody with an account.</summary>
/// <param name="Name">Their name.</param>
/// <param name="Online">Whether they have a page open.</param>
internal sealed record Person(string Name, bool Online);
